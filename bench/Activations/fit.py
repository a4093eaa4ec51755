import numpy as np
from scipy import special
def fit(f,a,b,deg,weight,it=60):
    # weighted minimax by iterated reweighting (Lawson) on Chebyshev nodes
    k=np.arange(4000); t=np.cos(np.pi*(k+.5)/4000); x=(a+b)/2+(b-a)/2*t
    y=f(x); w0=weight(x); lam=np.ones_like(x)/len(x)
    C=np.polynomial.chebyshev.chebvander(t,deg)
    for _ in range(it):
        s=np.sqrt(lam)*w0
        c=np.linalg.lstsq(C*s[:,None],y*s,rcond=None)[0]
        e=abs((C@c-y)*w0); lam*=e; lam/=lam.sum()
    p=np.polynomial.chebyshev.Chebyshev(c,domain=[a,b]).convert(kind=np.polynomial.Polynomial,domain=[-1,1],window=[-1,1])
    return p.coef, e.max()
h=np.log(2)/2*1.0001
# exp(r)=1+r+r^2 q(r)
q=lambda r: np.where(abs(r)<1e-3, .5+r/6+r*r/24+r**3/120, (np.expm1(r)-r)/np.where(r==0,1,r)**2)
for d in (3,4):
    print('expq',d,fit(q,-h,h,d,lambda r:r*r/np.exp(r)+1e-12))
# expm1 relative weights
print('expm1q',4,fit(q,-h,h,4,lambda r:abs(r*r/np.where(r==0,1,np.expm1(r)))+1e-12))
# log1p(e)=2s(1+z*P(z)), z=s^2 in [0,1/9]
P=lambda z: np.where(z<1e-4,1/3+z/5+z*z/7,(np.arctanh(np.sqrt(z))/np.sqrt(np.where(z==0,1,z))-1)/np.where(z==0,1,z))
for d in (2,3,4): print('log1p',d,fit(P,1e-9,1/9,d,lambda z:z))
# erf(x)=x+x*P(x^2) x in [0,1]
lim=1.0
E=lambda z: (special.erf(np.sqrt(z))/np.sqrt(z)-1)
for d in (5,6): print('erf small',d,fit(E,1e-9,lim**2,d,lambda z:1/(E(z)+1)))
# erf = 1-exp(-q(a)), q=-log(erfc)
Q=lambda a:-np.log(special.erfc(a))
# error in erf: erfc*dq
for d in (5,6,7,8): print('erf large',d,fit(Q,lim,4.0,d,lambda a:special.erfc(a)))
print('-----')
np.set_printoptions(precision=9,floatmode='maxprec',linewidth=200)
for n,v in [('exp',fit(q,-h,h,4,lambda r:r*r/np.exp(r)+1e-12)),('expm1',fit(q,-h,h,4,lambda r:abs(r*r/np.where(r==0,1,np.expm1(r)))+1e-12)),('log1p',fit(P,1e-9,1/9,3,lambda z:z)),('erfs',fit(E,1e-9,lim**2,6,lambda z:1/(E(z)+1))),('erfl',fit(Q,lim,4.0,6,lambda a:special.erfc(a)))]:
    print(n,', '.join('%.9ef'%c for c in v[0]),v[1])
